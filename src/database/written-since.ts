/**
 * SQL for whether a row was written by a transaction that the snapshot in parameter $1 does not see. A row has only the
 * lower 32 bits of its transaction's id, which have no order. The full id is computed from the difference of its age
 * and the age of the snapshot's oldest transaction; both ages are taken in the same statement. A row too old for this
 * counts as written since, which only costs a comparison.
 * @param version SQL for the row's `xmin`; a row whose version is null counts as written since
 */
export function writtenSince(version: string): string {
  const oldest = 'txid_snapshot_xmin($1::txid_snapshot)';
  return `coalesce(NOT txid_visible_in_snapshot(
    ${oldest} + age(((${oldest} % 4294967296)::text)::xid) - age(${version}), $1::txid_snapshot), true)`;
}
