/**
 * Words by which the field names its own subjects, from the chapter titles of its textbooks and the ordinary names of what fails. Chosen before
 * any decision and learned from none: where nothing was learned yet, an editor of reliability is expected to want them.
 */
export const fieldWords: ReadonlySet<string> = new Set(
  [
    'reliability reliable availability uptime downtime resilience resilient redundancy sre',
    'incident incidents outage outages failure failures degradation disaster disasters emergency overload cascading',
    'postmortem postmortems mortem retrospective retrospectives blameless recovery failover rollback rollbacks',
    'monitoring observability alert alerts alerting pager oncall latency capacity slo slos sli sla slas toil',
    'chaos production runbook runbooks playbook playbooks troubleshooting',
  ].flatMap((line) => line.split(' ')),
);
