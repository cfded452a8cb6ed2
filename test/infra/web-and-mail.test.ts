import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functions } from '../../lib/functions';
import { type Synthesis, synthesize } from './synthesis';

let stack: Synthesis;
beforeAll(() => {
  stack = synthesize({ timeZone: 'Europe/Berlin', draftDay: 'SAT', draftHour: 7 });
}, 120_000);
afterAll(() => stack.remove());

const names = Object.keys(functions);
const ofType = (type: string) => Object.values(stack.resources).filter(({ Type }) => Type === type);

describe('the web', () => {
  it('is throttled, a POST harder than a page, and made only after the routes its settings name', () => {
    const { Properties, DependsOn } = stack.one('AWS::ApiGatewayV2::Stage', 'EditorApiStage');
    expect(Properties).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
    });
    const posts = Object.entries(stack.resources).filter(([, resource]) =>
      /^POST /.test(resource.Properties?.RouteKey ?? ''),
    );
    expect(posts.length).toBeGreaterThan(0);
    for (const [id, route] of posts) {
      expect(Properties.RouteSettings[route.Properties.RouteKey]).toEqual({
        ThrottlingRateLimit: 2,
        ThrottlingBurstLimit: 5,
      });
      expect(DependsOn).toContain(id);
    }
  });

  it('logs who was answered what, and never a path or a query, which may hold a token', () => {
    const { Format } = stack.one('AWS::ApiGatewayV2::Stage', 'EditorApiStage').Properties.AccessLogSettings;
    const logged = [...Format.matchAll(/\$context\.([\w.]+)/g)].map(([, name]) => name);
    expect(logged).toContain('routeKey');
    expect(logged.filter((name) => /path|query|protocol|request(?!Id|Time)|referer|header/i.test(name))).toEqual([]);
  });

  it('tells the operator where the desk and the archive are, and what to do next', () => {
    const outputs = stack.template.toJSON()['Outputs'] as Record<string, unknown>;
    expect(Object.keys(outputs).sort()).toEqual(['ArchiveUrl', 'DeskUrl', 'Next']);
    expect(JSON.stringify(outputs['Next'])).toMatch(
      /SES mailed to digest@newsroom\.org.*SAT at 7:00 \(Europe\/Berlin\).*aws lambda invoke/,
    );
  });
});

describe('mail', () => {
  it('leaves over TLS only, and no link in it is rewritten to count clicks', () => {
    const { DeliveryOptions, TrackingOptions } = stack.one(
      'AWS::SES::ConfigurationSet',
      'MailConfigurationSet',
    ).Properties;
    expect({ DeliveryOptions, TrackingOptions }).toEqual({
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      TrackingOptions: undefined,
    });
    expect(ofType('AWS::SES::ConfigurationSetEventDestination')).toEqual([]);
  });

  it('asks SES to verify the address, the domain with its DNS records, or nothing', () => {
    const identity = (verify: string) => {
      const made = synthesize({ verify });
      made.remove();
      const [sender] = Object.values(made.resources).filter(({ Type }) => Type === 'AWS::SES::EmailIdentity');
      const outputs = Object.keys(made.template.toJSON()['Outputs'] as object).filter((id) =>
        id.startsWith('DnsRecord'),
      );
      return { identity: sender?.Properties.EmailIdentity, records: outputs.length };
    };
    expect(identity('address')).toEqual({ identity: 'digest@newsroom.org', records: 0 });
    expect(identity('domain')).toEqual({ identity: 'newsroom.org', records: 6 });
    expect(identity('nothing')).toEqual({ identity: undefined, records: 0 });
  }, 120_000);
});

describe('alarms', () => {
  it('mail the editor when a poll was given up, a run was lost, or any lambda failed', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm');
    expect(alarms).toHaveLength(names.length + 2);
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^AlarmsTopic/) }]);
      expect(Properties.AlarmDescription).toMatch(/\.$/);
    }
    const [subscription] = ofType('AWS::SNS::Subscription');
    expect(subscription?.Properties).toMatchObject({ Protocol: 'email', Endpoint: 'lee@newsroom.org' });
  });
});

describe('a deployment to nobody', () => {
  it('is refused by CloudFormation before anything is made, and a deployment to real people is not', () => {
    const rules = (made: Synthesis) => Object.keys((made.template.toJSON()['Rules'] as object | undefined) ?? {});
    const example = synthesize({ editor: 'editor@example.com' });
    example.remove();
    expect(rules(example)).toContain('RealAddresses');
    expect(rules(stack)).not.toContain('RealAddresses');
  }, 60_000);
});
