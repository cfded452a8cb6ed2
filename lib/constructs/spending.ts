import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import type { Settings } from '../settings';

/** A monthly budget for the account; the operator is mailed before it is spent. None for 0. */
export function limitSpending(
  scope: Construct,
  { monthlyBudget, operator }: Pick<Settings, 'monthlyBudget' | 'operator'>,
): void {
  if (monthlyBudget === 0) return;
  const tell = (
    notificationType: 'ACTUAL' | 'FORECASTED',
    threshold: number,
  ): CfnBudget.NotificationWithSubscribersProperty => ({
    notification: { notificationType, threshold, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
    subscribers: [{ subscriptionType: 'EMAIL', address: operator }],
  });
  new CfnBudget(scope, 'Spending', {
    budget: { budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount: monthlyBudget, unit: 'USD' } },
    notificationsWithSubscribers: [tell('ACTUAL', 80), tell('FORECASTED', 100)],
  });
}
