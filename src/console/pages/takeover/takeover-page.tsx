import { EmptyState } from '../../components/empty-state';
import { PageHeader } from '../../components/page-header';

export function TakeoverPage() {
  return (
    <>
      <PageHeader title="Takeover" />
      <EmptyState title="This page is being built">Until then the command and the API do what it will do.</EmptyState>
    </>
  );
}
