import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { EmptyState } from '../components/empty-state';
import { PageHeader } from '../components/page-header';

export function NotFound() {
  return (
    <>
      <PageHeader title="Page not found" />
      <EmptyState title="There is no page at this address">
        <Anchor component={Link} to="/">
          Go to the start page
        </Anchor>
      </EmptyState>
    </>
  );
}
