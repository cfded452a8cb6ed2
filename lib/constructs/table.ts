import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { table as shape } from '../../lambdas/contract/table';

/** The one table, shaped by the contract, that outlives the stack and can be restored to any second of the last 35 days. */
export class DigestTable extends Table {
  readonly listArn: string;

  constructor(scope: Construct, id: string, props: { retain: boolean }) {
    super(scope, id, {
      partitionKey: { name: shape.partitionKey, type: AttributeType.STRING },
      sortKey: { name: shape.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: shape.timeToLive,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.retain,
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.addGlobalSecondaryIndex({
      indexName: shape.index.name,
      partitionKey: { name: shape.index.partitionKey, type: AttributeType.STRING },
      sortKey: { name: shape.index.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...shape.index.carries],
    });
    this.listArn = `${this.tableArn}/index/${shape.index.name}`;
  }
}
