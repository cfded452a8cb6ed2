import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  type CfnStage,
  DomainName,
  HttpApi,
  type HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AccessLine } from '../../lambdas/contract/access-log';
import type { Route } from '../functions';
import type { Settings } from '../settings';

const requests = { rateLimit: 10, burstLimit: 20 };
const decisions = { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 5 };

/** The desk, the archive and the feeds over HTTPS, throttled so that nobody can run up the bill. */
export class EditorApi extends Construct {
  /** Without a last slash. */
  readonly url: string;
  /** The DNS record that leads a domain of one's own here. */
  readonly dnsRecord: string | undefined;
  readonly api: HttpApi;
  readonly accessLog: ILogGroup;
  private readonly stage: HttpStage;
  private readonly routeSettings: Record<string, typeof decisions> = {};

  constructor(scope: Construct, id: string, { domain, certificate }: Pick<Settings, 'domain' | 'certificate'>) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: Stack.of(this).stackName,
      description: 'The desk, the archive and the feeds',
      createDefaultStage: false,
    });
    this.accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: requests,
      accessLogSettings: { destination: new LogGroupLogDestination(this.accessLog), format: withoutAddresses },
    });
    (this.stage.node.defaultChild as CfnStage).routeSettings = this.routeSettings;
    if (domain && certificate) {
      const name = new DomainName(this, 'Domain', {
        domainName: domain,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', certificate),
      });
      new ApiMapping(this, 'DomainMapping', { api: this.api, domainName: name, stage: this.stage });
      this.dnsRecord = `${domain} CNAME ${name.regionalDomainName}`;
    }
    this.url = domain ? `https://${domain}` : this.api.apiEndpoint;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'The archive is public; the desk checks its signed link and session itself.',
    });
  }

  /** Hands these routes to a lambda. A POST changes something, and is throttled harder. */
  serve(routes: readonly Route[], by: LambdaFunction): void {
    const integration = new HttpLambdaIntegration(by.node.id, by);
    for (const route of routes) {
      const [method, path] = route.split(' ') as [HttpMethod, string];
      const added = this.api.addRoutes({ path, methods: [method], integration });
      if (method === 'POST') {
        this.routeSettings[route] = decisions;
        // A stage may name a route in its settings only once the route is there.
        this.stage.node.addDependency(...added);
      }
    }
  }
}

/** A path or a query may hold the token that opens the desk: the log gets the route's pattern instead. */
const withoutAddresses = AccessLogFormat.custom(
  JSON.stringify({
    time: '$context.requestTime',
    requestId: '$context.requestId',
    from: '$context.identity.sourceIp',
    route: '$context.routeKey',
    status: '$context.status',
    bytes: '$context.responseLength',
    milliseconds: '$context.responseLatency',
    error: '$context.integrationErrorMessage',
  } satisfies AccessLine),
);
