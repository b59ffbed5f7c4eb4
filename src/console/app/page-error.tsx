import { useRouteError } from 'react-router';
import { ErrorState } from '../components/error-state';

/** What stands in a page's place where it broke; the rest of the console goes on. */
export function PageError() {
  const error = useRouteError();
  return <ErrorState error={error} title="This page broke" onRetry={() => location.reload()} />;
}
