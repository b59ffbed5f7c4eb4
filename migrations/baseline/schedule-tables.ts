import { type OrganizationIdType, SCHEMA } from './names';

/** Changes that somebody asked for, for a later time. */
export function scheduleTables(id: OrganizationIdType): readonly string[] {
  return [
    // `input` is json, as the answers of repeated requests are. `effect_hash`: of what was shown when it was asked for.
    // `due_at`: when it is tried next; null once it has ended.
    `CREATE TABLE ${SCHEMA}.scheduled_changes (
       id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       operation text NOT NULL CHECK (operation IN ('GRANT')),
       org_id ${id} NOT NULL,
       input json NOT NULL,
       reason text NOT NULL,
       actor_id text NOT NULL,
       actor_role text NOT NULL,
       asked_at timestamptz NOT NULL DEFAULT now(),
       start_at timestamptz NOT NULL,
       due_at timestamptz,
       org_version integer NOT NULL,
       effect_hash text NOT NULL,
       status text NOT NULL DEFAULT 'SCHEDULED'
         CHECK (status IN ('SCHEDULED', 'DONE', 'STALE', 'WITHDRAWN', 'FAILED')),
       ended_at timestamptz,
       outcome text,
       CHECK ((status = 'SCHEDULED') = (ended_at IS NULL)),
       CHECK ((status = 'SCHEDULED') = (due_at IS NOT NULL)))`,
    `CREATE INDEX scheduled_changes_due ON ${SCHEMA}.scheduled_changes (due_at) WHERE due_at IS NOT NULL`,
  ];
}
