import { Navigate } from 'react-router';
import { EmptyState } from '../components/empty-state';
import { useViewer } from '../viewer/use-viewer';

/** Redirects to the role's own page: operators to the migration, others to their organization. */
export function Home() {
  const { data } = useViewer();
  if (!data) return null;
  const { role, organization } = data.viewer;
  if (role === 'SUPER_ADMIN') return <Navigate to="/migration" replace />;
  if (organization) return <Navigate to={`/organizations/${encodeURIComponent(organization.id)}`} replace />;
  return (
    <EmptyState title="No pages for this token">
      A token with the role {role} is for programs. The console is for operators and for members of an organization.
    </EmptyState>
  );
}
