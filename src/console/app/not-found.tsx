import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { EmptyState } from '../components/empty-state';
import { PageHeader } from '../components/page-header';

export function NotFound() {
  return (
    <>
      <PageHeader title="No such page" />
      <EmptyState title="There is nothing at this address">
        <Anchor component={Link} to="/">
          To the beginning
        </Anchor>
      </EmptyState>
    </>
  );
}
