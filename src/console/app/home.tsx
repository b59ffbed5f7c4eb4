import { Navigate } from 'react-router';
import { EmptyState } from '../components/empty-state';
import { useViewer } from '../viewer/use-viewer';

/** Leads to what the role is for: operators to the migration, everybody else to their own. */
export function Home() {
  const { data } = useViewer();
  if (!data) return null;
  const { role, organization } = data.viewer;
  if (role === 'SUPER_ADMIN') return <Navigate to="/migration" replace />;
  if (organization) return <Navigate to={`/organizations/${organization.id}`} replace />;
  return (
    <EmptyState title="Nothing to see with this token">
      A token of role {role} is for programs: the console is for operators and for the people of an organization.
    </EmptyState>
  );
}
