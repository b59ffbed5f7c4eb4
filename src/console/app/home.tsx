import { Navigate } from 'react-router';
import { EmptyState } from '../components/empty-state';
import { useViewer } from '../viewer/use-viewer';

/** Redirects to the page that the user needs first: the migration, organizations, or the own organization. */
export function Home() {
  const { data } = useViewer();
  if (!data) return null;
  const { role, rights, organization } = data.viewer;
  // Who changes what organizations have, but starts no runs, looks into one organization after the other.
  if (rights.includes('CHANGE_ACCESS') && !rights.includes('MANAGE_RUNS'))
    return <Navigate to="/organizations" replace />;
  if (rights.includes('READ_PLATFORM')) return <Navigate to="/migration" replace />;
  if (organization) return <Navigate to={`/organizations/${encodeURIComponent(organization.id)}`} replace />;
  return (
    <EmptyState title="No pages for this token">
      A token with the role {role} is for programs. The console is for people: those who run the product, and members of
      an organization.
    </EmptyState>
  );
}
