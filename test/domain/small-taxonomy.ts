import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';

/** A few modules that rules are tried on: `sales` with `leads` and `deals`, `hr`, and `email`, which everybody has. */
export function smallTaxonomy(): Taxonomy {
  const submodules = ['leads', 'deals'].map((key, index) => ({ id: index + 1, key, isActive: true }));
  return new Taxonomy([
    { id: 1, key: 'sales', policy: 'ENTITLEMENT', isActive: true, submodules },
    { id: 2, key: 'hr', policy: 'ENTITLEMENT', isActive: true, submodules: [] },
    { id: 3, key: 'email', policy: 'ALWAYS_ON', isActive: true, submodules: [] },
  ]);
}
