import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Synthesis, synthesize } from './synthesis';

let stack: Synthesis;
beforeAll(() => {
  stack = synthesize({ timeZone: 'Europe/Berlin', draftDay: 'SAT', draftHour: 7 });
}, 120_000);
afterAll(() => stack.remove());

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
    expect(Object.keys(outputs).sort()).toEqual(['ArchiveUrl', 'DashboardUrl', 'DeskUrl', 'Next']);
    expect(JSON.stringify(outputs['Next'])).toMatch(
      /SES mailed to digest@newsroom\.org.*SAT at 7:00 \(Europe\/Berlin\).*aws lambda invoke/,
    );
  });
});

describe('a domain of one’s own', () => {
  const certificate = 'arn:aws:acm:eu-central-1:123456789012:certificate/6fbe6d43-6b6b-4f0b-8d3a-1f0c5b6a7d8e';

  it('is where the desk is, in every mail and form, with the DNS record to make', () => {
    const own = synthesize({ domain: 'digest.newsroom.org', certificate });
    own.remove();
    expect(own.one('AWS::Lambda::Function', 'Draft').Properties.Environment.Variables.DESK_URL).toBe(
      'https://digest.newsroom.org',
    );
    expect(own.one('AWS::ApiGatewayV2::DomainName', 'EditorApiDomain').Properties).toMatchObject({
      DomainName: 'digest.newsroom.org',
      DomainNameConfigurations: [{ CertificateArn: certificate, EndpointType: 'REGIONAL' }],
    });
    const outputs = own.template.toJSON()['Outputs'] as Record<string, { Value: unknown }>;
    expect(JSON.stringify(outputs['DeskRecord']?.Value)).toContain('digest.newsroom.org CNAME ');
    expect(outputs['DeskUrl']?.Value).toBe('https://digest.newsroom.org/');
  }, 60_000);

  it('is not needed', () => {
    expect(ofType('AWS::ApiGatewayV2::DomainName')).toEqual([]);
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
  });

  it('tells the receipt lambda what became of it, of this stack’s mail only, and of no opens or clicks', () => {
    const [destination, ...others] = ofType('AWS::SES::ConfigurationSetEventDestination');
    expect(others).toEqual([]);
    expect(destination?.Properties.EventDestination.MatchingEventTypes.sort()).toEqual([
      'bounce',
      'complaint',
      'delivery',
      'deliveryDelay',
      'reject',
      'send',
    ]);
    expect(JSON.stringify(destination?.Properties.EventDestination.EventBridgeDestination)).toContain(
      ':event-bus/default',
    );
    const [rule, ...rules] = ofType('AWS::Events::Rule');
    expect(rules).toEqual([]);
    expect(rule?.Properties.EventPattern).toEqual({
      source: ['aws.ses'],
      detail: {
        mail: { tags: { 'ses:configuration-set': [{ Ref: expect.stringMatching(/^MailConfigurationSet/) }] } },
      },
    });
    expect(rule?.Properties.Targets).toMatchObject([
      {
        Arn: { 'Fn::GetAtt': [expect.stringMatching(/^Receipt/), 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['LostRuns3866C5F7', 'Arn'] } },
      },
    ]);
  });

  it('is watched for its reputation, and not sent to addresses that bounced or complained', () => {
    expect(stack.one('AWS::SES::ConfigurationSet', 'MailConfigurationSet').Properties).toMatchObject({
      ReputationOptions: { ReputationMetricsEnabled: true },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
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

describe('a deployment to nobody', () => {
  it('is refused by CloudFormation before anything is made, and a deployment to real people is not', () => {
    const rules = (made: Synthesis) => Object.keys((made.template.toJSON()['Rules'] as object | undefined) ?? {});
    const example = synthesize({ editor: 'editor@example.com' });
    example.remove();
    expect(rules(example)).toContain('RealAddresses');
    expect(rules(stack)).not.toContain('RealAddresses');
  }, 60_000);
});
