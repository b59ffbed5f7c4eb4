import { createMaze, expectNothingLeft, ON_DENY, WAYS } from '../maze';
import { EXECUTORS } from './executors';

describe.each(EXECUTORS)('on $name', (executor) => {
  describe.each(ON_DENY)('guarded data with onDeny "%s"', (onDeny) => {
    describe.each([false, true])('asynchronous resolvers: %s', (asynchronous) => {
      test.each(Object.entries(WAYS))(
        'no guarded data is exposed to an organization without entitlements by %s',
        async (_way, source) => {
          const maze = createMaze(onDeny, asynchronous, executor);
          const result = await maze.run(source);
          expectNothingLeft(result, maze);
          if (onDeny !== ', onDeny: NULL' || source.startsWith('mutation')) return;
          expect(result.errors ?? []).toEqual([]);
        },
      );

      test.each(Object.entries(WAYS))(
        'guarded data is returned to an entitled organization by %s',
        async (_way, source) => {
          const entitled = createMaze(onDeny, asynchronous, executor);
          entitled.host.entitle('1', 'sales');
          const result = await entitled.run(source);
          expect(result.errors ?? []).toEqual([]);
          expect(JSON.stringify(result.data)).toMatch(/secret|4711|Payslip|File/);
          expect(entitled.host.loads.length).toBeLessThanOrEqual(source.startsWith('mutation') ? 3 : 1);
        },
      );
    });
  });
});
