import { requireStorable } from '../../src/cli/support/storable-arguments';
import { portcullis } from '../support/command';

test.each([
  { args: ['rollout', 'set', 'LEGACY', '--reason', 'a\0b'], named: '--reason' },
  { args: ['rollout', 'set', 'LEGACY', '--reason=a\ud800b'], named: '--reason' },
  { args: ['explain', '\udc00', 'sales'], named: 'argument 2' },
  { args: ['token', '--role', 'MEMBER', '--org', '\0'], named: '--org' },
])('an argument that no database could store is refused by its name: $named', ({ args, named }) => {
  expect(() => requireStorable(args)).toThrow(`Invalid input: ${named} contains`);
});

test('a command is refused for such an argument before it reaches a database, with exit code 2', async () => {
  for (const broken of ['a lone \ud800 half', 'a\0b']) {
    expect(await portcullis(['maintenance', 'on', '--reason', broken], { env: {} })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/Invalid input: --reason contains .*, which cannot be stored\./),
    });
  }
});
