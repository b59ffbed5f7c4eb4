/**
 * SQL: a row was written by a transaction that the snapshot $1 does not see. A row has its transaction's id in 32 bits, which have no order: the
 * whole id is told by how much younger than the snapshot's oldest transaction it is. Both ages count from the same moment, since they are of
 * one statement. A row that is older than ids are kept apart counts as written since, which costs a comparison.
 */
export function writtenSince(table: string): string {
  const oldest = 'txid_snapshot_xmin($1::txid_snapshot)';
  return `NOT txid_visible_in_snapshot(${oldest} + age(((${oldest} % 4294967296)::text)::xid) - age(${table}.xmin), $1::txid_snapshot)`;
}
