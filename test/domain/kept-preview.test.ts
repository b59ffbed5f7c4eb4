import fc from 'fast-check';
import type { Decision } from '../../src/domain/decision/decision';
import { explain } from '../../src/domain/decision/explain';
import type { NewOverride } from '../../src/domain/decision/override';
import { previewOverrides } from '../../src/domain/decision/preview-overrides';
import { readKeptPreview, writeKeptPreview } from '../../src/features/overrides/kept-preview';
import { anyMoment, scenario, targets } from './decision-facts';

/** Everything that a client can query of a decision. */
function shown({ question, ...decision }: Decision) {
  return { ...decision, explained: explain(question).steps };
}

test('a kept preview gives the same answer again, word by word', () => {
  fc.assert(
    fc.property(
      scenario(),
      anyMoment,
      fc.array(
        fc.record({ pick: fc.nat(), status: fc.constantFrom('enabled', 'disabled'), expiresAt: fc.option(anyMoment) }),
        { minLength: 1, maxLength: 4 },
      ),
      ({ taxonomy, facts }, at, picks) => {
        const all = targets(taxonomy);
        const changes = picks.flatMap(({ pick, status, expiresAt }): NewOverride[] => {
          const target = all[pick % Math.max(all.length, 1)];
          return target
            ? [{ module: target.moduleKey, submodule: target.submoduleKey, status, trialExpiresAt: null, expiresAt }]
            : [];
        });
        const kept = readKeptPreview(
          JSON.parse(
            writeKeptPreview({ at, taxonomy, facts, changes, overrideIds: changes.map((_, index) => String(index)) }),
          ),
        );
        const first = previewOverrides(taxonomy, facts, changes, at);
        const again = previewOverrides(kept.taxonomy, kept.facts, kept.changes, kept.at);
        expect(
          again.map(({ change, before, after, warning }) => ({
            change,
            before: shown(before),
            after: shown(after),
            warning,
          })),
        ).toEqual(
          first.map(({ change, before, after, warning }) => ({
            change,
            before: shown(before),
            after: shown(after),
            warning,
          })),
        );
      },
    ),
    { numRuns: 400 },
  );
});

test('a kept preview of another form is refused', () => {
  for (const value of [null, {}, { at: 'never' }, []]) expect(() => readKeptPreview(value)).toThrow();
});
