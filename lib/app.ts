import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { DigestStack } from './digest-stack';
import { readSettings, SettingsError } from './settings';

/** The CDK app: settings from its context, one stack, and the rule packs that synth holds it to. Throws SettingsError. */
export function buildApp(props?: AppProps): { app: App; stack: DigestStack } {
  const app = new App(props);
  const settings = readSettings(app);
  const stack = new DigestStack(app, 'SreDigest', settings, { stackName: settings.stackName });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return { app, stack };
}

/** What `cdk` runs. Settings that cannot be used end it with one message and exit code 2. */
export function synthesize(): void {
  try {
    buildApp().app.synth();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
