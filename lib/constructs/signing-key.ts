import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** The key that signs the links to the desk: `{"id":"k1","secret":"…"}`, made by Secrets Manager, seen by nobody. */
export class SigningKey extends Secret {
  constructor(scope: Construct, id: string, props: { retain: boolean }) {
    super(scope, id, {
      description: 'Signs the links in the draft mail.',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ id: 'k1' }),
        generateStringKey: 'secret',
        excludePunctuation: true,
        passwordLength: 64,
      },
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Rotated by hand, with the previous key kept, because links in sent mails must stay good.',
    });
  }
}
