import { Alert, Button, Code, Container, Divider, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type OidcSettings, readSignInSettings } from '../api/sign-in-settings';
import { LoadingState } from '../components/loading-state';
import { takeArrival } from './arrival';
import { TokenForm } from './token-form';
import { type SignInWays, useSignIn } from './use-sign-in';

/** Signs in with what the address holds, at the provider, or with a pasted token; then opens the address's page. */
export function SignIn({ notice }: { readonly notice: string | null }) {
  const ways = useSignIn();
  const { mutate: arrive } = ways.byArrival;
  useEffect(() => {
    const arrival = takeArrival();
    if (arrival) arrive(arrival);
  }, [arrive]);
  const settings = useQuery({ queryKey: ['sign-in-settings'], queryFn: readSignInSettings, staleTime: Infinity });
  const error = ways.byToken.error ?? ways.byProvider.error ?? ways.byArrival.error ?? settings.error;
  return (
    <Container component="main" size="xs" py="xl">
      <title>Sign in · Portcullis</title>
      <Title order={1} mb="md">
        Portcullis
      </Title>
      <Paper withBorder p="lg">
        <Stack>
          {notice !== null && <Alert title="Signed out">{notice}</Alert>}
          {error && (
            <Text c="var(--mantine-color-error)" role="alert" className="wrap-anywhere">
              {error.message}
            </Text>
          )}
          {settings.isPending ? <LoadingState /> : <Ways oidc={settings.data?.oidc ?? null} ways={ways} />}
        </Stack>
      </Paper>
      <Text size="sm" c="dimmed" mt="md">
        The token is kept in this tab only, until you close it.
      </Text>
    </Container>
  );
}

function Ways({
  oidc,
  ways: { byToken, byProvider, byArrival },
}: {
  readonly oidc: OidcSettings | null;
  readonly ways: SignInWays;
}) {
  const onToken = (token: string) => byToken.mutate(token);
  if (oidc === null) {
    const description = (
      <>
        A bearer token of the API. In development, create one with <Code>npx portcullis token --role SUPER_ADMIN</Code>.
      </>
    );
    return (
      <TokenForm description={description} only pending={byToken.isPending || byArrival.isPending} onToken={onToken} />
    );
  }
  const { host } = new URL(oidc.issuer);
  return (
    <>
      <Button onClick={() => byProvider.mutate(oidc)} loading={byProvider.isPending || byArrival.isPending} autoFocus>
        Sign in with {host}
      </Button>
      <Divider label="or" />
      <TokenForm
        description={`A bearer token signed by ${host}.`}
        only={false}
        pending={byToken.isPending}
        onToken={onToken}
      />
    </>
  );
}
