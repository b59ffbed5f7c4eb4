import type { UseQueryResult } from '@tanstack/react-query';
import { useOperation } from '../api/use-operation';
import { InstanceDocument, type InstanceQuery, ViewerDocument, type ViewerQuery } from './viewer.generated';

/** The signed-in user. */
export function useViewer(): UseQueryResult<ViewerQuery> {
  return useOperation(ViewerDocument, {});
}

/** What the server is connected to; only super admins may query it. */
export function useInstance(): UseQueryResult<InstanceQuery> {
  const { data } = useViewer();
  return useOperation(InstanceDocument, {}, { enabled: data?.viewer.role === 'SUPER_ADMIN' });
}
