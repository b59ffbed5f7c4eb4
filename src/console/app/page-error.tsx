import { useRouteError } from 'react-router';
import { ErrorState } from '../components/error-state';

/** Shown in place of a page that threw an error; the rest of the console keeps working. */
export function PageError() {
  const error = useRouteError();
  return <ErrorState error={error} title="This page failed" onRetry={() => location.reload()} />;
}
