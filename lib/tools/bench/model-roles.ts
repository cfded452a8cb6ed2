import { readShippedModel } from '../../../lambdas/domain/score/shipped-model';

/** A program that reads the shipped model, as a lambda does at its first run, and says on stdout how many milliseconds that took. */
const began = performance.now();
void readShippedModel((line) => process.stderr.write(`${line}\n`)).then(() => {
  // Before stdout is named: opening it takes 2 to 3 ms, which no lambda spends on the model.
  const took = performance.now() - began;
  process.stdout.write(String(took));
});
