import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * The key that signs the links to the desk: `{"id":"k1","secret":"…"}`, an encrypted parameter. CloudFormation can make
 * none, so a lambda does after the first deployment; no stack can take it away.
 */
export class SigningKey extends Construct {
  readonly parameterName: string;

  constructor(scope: Construct, id: string, props: { stackName: string }) {
    super(scope, id);
    // Systems Manager refuses names that begin with "aws" or "ssm", as a stack's may.
    this.parameterName = `/sre-digest/${props.stackName}/signing-key`;
  }

  /** Leave to read it. It is encrypted with the account's own key of Systems Manager, whose policy asks for nothing else. */
  readStatement(): PolicyStatement {
    return new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [this.arn] });
  }

  /** Leave to make it, and none to put another in its place. */
  makeStatement(): PolicyStatement {
    return new PolicyStatement({
      actions: ['ssm:PutParameter'],
      resources: [this.arn],
      conditions: { StringNotEquals: { 'ssm:Overwrite': 'true' } },
    });
  }

  private get arn(): string {
    const resourceName = this.parameterName.slice(1);
    return Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName });
  }
}
