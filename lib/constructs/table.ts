import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { table as shape } from '../../lambdas/contract/table';

/** The one table, shaped by the contract, that outlives the stack and can be restored to any second of the last 35 days. */
export class DigestTable extends Table {
  private readonly listArn: string;

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

  /** Leave for one action on items, or lists of the index, whose key begins with one of these families. */
  statementFor(action: string, families: readonly string[]): PolicyStatement {
    // The bare name is a list that is not sharded, such as ISSUES.
    const keys =
      action === 'Query'
        ? families.flatMap((family) => [family, `${family}#*`])
        : families.map((family) => `${family}#*`);
    return new PolicyStatement({
      actions: [`dynamodb:${action}`],
      resources: [action === 'Query' ? this.listArn : this.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } },
    });
  }
}
