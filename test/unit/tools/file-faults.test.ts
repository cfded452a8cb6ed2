import { readFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { explainFileFault } from '../../../lib/local/terminal';
import { explainRegion } from '../../../lib/tools/open-table';
import { runSbom } from '../../../lib/tools/sbom-command';

const faultOf = (path: string) => readFile(path).then(() => undefined, explainFileFault);

test('what is wrong with a file or folder is said with its path, and any other fault is left alone', async () => {
  expect(await faultOf('/no/such')).toBe('/no/such: there is no such file or folder');
  expect(await faultOf(`${import.meta.filename}/x`)).toMatch(
    /test\.ts\/x: a part of this path is a file, and no folder$/,
  );
  const forbidden = Object.assign(new Error('EACCES'), { code: 'EACCES', path: '/root/x' });
  expect(explainFileFault(forbidden)).toBe('/root/x: you may not read or write there');
  expect(explainFileFault(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))).toBeUndefined();
});

test('a missing region is said with what to set', () => {
  expect(explainRegion(new Error('Region is missing'))).toContain('set AWS_REGION');
  expect(explainRegion(new Error('Something else'))).toBeUndefined();
});

test('the bill of materials has no options, and says so instead of printing itself', () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  expect([runSbom(['--help']), runSbom(['--jsno'])]).toEqual([0, 2]);
  expect(said).toHaveBeenCalledTimes(2);
  expect(printed).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
