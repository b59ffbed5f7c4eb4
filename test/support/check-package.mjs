// Prints what publint and `attw` (Are the types wrong?) find fault with in a package: node check-package.mjs <tarball>.
import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const tarball = readFileSync(process.argv[2]);
const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, strict: true });
const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
console.log(
  JSON.stringify([
    ...messages.map((message) => formatMessage(message, pkg)),
    ...(analysis.types === false ? ['attw: the package has no types'] : analysis.problems),
  ]),
);
