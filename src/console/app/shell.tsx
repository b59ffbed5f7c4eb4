import {
  Anchor,
  AppShell,
  Badge,
  Box,
  Burger,
  Button,
  Group,
  NavLink,
  SegmentedControl,
  Stack,
  Text,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { NavLink as RouterLink, Outlet, useLocation, useNavigation } from 'react-router';
import { signOut } from '../api/session';
import { ErrorState } from '../components/error-state';
import { LoadingState } from '../components/loading-state';
import { useInstance, useViewer } from '../viewer/use-viewer';
import type { ViewerQuery } from '../viewer/viewer.generated';
import { pages } from './pages';

type Viewer = ViewerQuery['viewer'];

/** The frame of every page: the connected database, the navigation by rights, and the signed-in user. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure();
  const { data, error, refetch } = useViewer();
  const loading = useNavigation().state === 'loading';
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? 'Close the navigation' : 'Open the navigation'}
              aria-expanded={opened}
            />
            <Text fw={700}>Portcullis</Text>
          </Group>
          <InstanceName />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Pages">
        <Stack justify="space-between" h="100%">
          <Box>{data && <Navigation viewer={data.viewer} onGo={close} />}</Box>
          <Stack gap="xs">
            {data && (
              <Text size="sm" c="dimmed" className="wrap-anywhere">
                {data.viewer.id} · {data.viewer.role}
              </Text>
            )}
            <ExplorerLink />
            <ColorScheme />
            <Button variant="default" size="xs" onClick={() => signOut()}>
              Sign out
            </Button>
          </Stack>
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} aria-busy={loading}>
        {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? <Outlet /> : <LoadingState />}
      </AppShell.Main>
    </AppShell>
  );
}

function Navigation({
  viewer: { rights, organization },
  onGo,
}: {
  readonly viewer: Viewer;
  readonly onGo: () => void;
}) {
  const { pathname } = useLocation();
  const own =
    rights.includes('LIST_ORGANIZATIONS') || organization === null
      ? []
      : [{ path: `organizations/${encodeURIComponent(organization.id)}`, title: organization.name }];
  const shown = [
    ...own,
    ...pages.flatMap(({ path, title, right }) =>
      title !== undefined && rights.includes(right) ? [{ path, title }] : [],
    ),
  ];
  return shown.map(({ path, title }) => {
    const active = pathname === `/${path}` || pathname.startsWith(`/${path}/`);
    return (
      <NavLink
        key={path}
        component={RouterLink}
        to={`/${path}`}
        label={title}
        onClick={onGo}
        active={active}
        variant="filled"
      />
    );
  });
}

/** The database's name and host, so that production is not mistaken for a test system. */
function InstanceName() {
  const { data } = useInstance();
  if (!data) return null;
  const { databaseName, databaseHost, environment } = data.instance;
  const production = environment === 'production';
  return (
    <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
      <Text size="sm" truncate title={`${databaseName} at ${databaseHost}`}>
        <Anchor component="span" c="inherit" underline="never" fw={600}>
          {databaseName}
        </Anchor>{' '}
        at {databaseHost}
      </Text>
      <Badge variant={production ? 'filled' : 'default'} color="red.9" style={{ flexShrink: 0 }}>
        {environment}
      </Badge>
    </Group>
  );
}

/** A link to GraphiQL in the same tab, which uses the session of the tab. Production has no GraphiQL. */
function ExplorerLink() {
  const { data } = useInstance();
  if (!data || data.instance.environment === 'production') return null;
  return (
    <Anchor href="/graphiql" size="sm">
      API explorer
    </Anchor>
  );
}

function ColorScheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      size="xs"
      aria-label="Colours"
      value={colorScheme}
      onChange={setColorScheme}
      data={[
        { value: 'auto', label: 'Auto' },
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
      ]}
    />
  );
}
