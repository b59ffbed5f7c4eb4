import type { UseQueryResult } from '@tanstack/react-query';
import { useOperation } from '../api/use-operation';
import type { Right } from '../generated/schema-types';
import { InstanceDocument, type InstanceQuery, ViewerDocument, type ViewerQuery } from './viewer.generated';

/** The signed-in user. */
export function useViewer(): UseQueryResult<ViewerQuery> {
  return useOperation(ViewerDocument, {});
}

/** Whether the signed-in user has a right; false until it is known. */
export function useRight(right: Right): boolean {
  const { data } = useViewer();
  return data?.viewer.rights.includes(right) === true;
}

/** What the server is connected to; never loaded for a user who may not query it. */
export function useInstance(): UseQueryResult<InstanceQuery> {
  return useOperation(InstanceDocument, {}, { enabled: useRight('READ_PLATFORM') });
}
