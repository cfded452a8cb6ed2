import { Logger } from '@aws-lambda-powertools/logger';
import { once } from './once';

const logger = once(() => new Logger({ serviceName: 'sre-digest' }));

type Facts = Record<string, unknown>;

/** One JSON line an event. Never give it a body, a token or a whole request. */
export const log = {
  info: (event: string, facts: Facts = {}) => logger().info(event, facts),
  error: (event: string, facts: Facts = {}) => logger().error(event, facts),
};
