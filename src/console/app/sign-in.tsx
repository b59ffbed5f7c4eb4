import { Alert, Button, Code, Container, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { redeemCode, request } from '../api/request';
import { signIn } from '../api/session';
import { ViewerDocument } from './viewer.generated';

/** The one-time code of the link that the server prints; taken out of the address bar before anything else happens. */
const code = takeCode();

function takeCode(): string | null {
  const found = new URLSearchParams(location.hash.slice(1)).get('code');
  if (found !== null) history.replaceState(null, '', location.pathname + location.search);
  return found;
}

/** Signs in by the link's code, or by a token that is pasted. The address stays, and leads on afterwards. */
export function SignIn({ notice }: { readonly notice: string | null }) {
  const [token, setToken] = useState('');
  const byCode = useMutation({ mutationFn: redeemCode, onSuccess: signIn });
  const byToken = useMutation({
    mutationFn: async (pasted: string) => {
      await request(ViewerDocument, {}, { token: pasted });
      return pasted;
    },
    onSuccess: signIn,
  });
  const redeem = byCode.mutate;
  const redeemed = useRef(false);
  useEffect(() => {
    if (code === null || notice !== null || redeemed.current) return;
    redeemed.current = true;
    redeem(code);
  }, [notice, redeem]);
  const error = byToken.error ?? byCode.error;
  return (
    <Container component="main" size="xs" py="xl">
      <title>Sign in · Portcullis</title>
      <Title order={1} mb="md">
        Portcullis
      </Title>
      <Paper withBorder p="lg">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            byToken.mutate(token.trim().replace(/^Bearer +/i, ''));
          }}
        >
          <Stack>
            {notice !== null && <Alert title="Signed out">{notice}</Alert>}
            <PasswordInput
              label="Token"
              description={
                <>
                  A bearer token of the API. In development <Code>npx portcullis token --role SUPER_ADMIN</Code> makes one.
                </>
              }
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              autoComplete="off"
              required
              withAsterisk={false}
              autoFocus
            />
            {error && (
              <Text c="var(--mantine-color-error)" role="alert">
                {error.message}
              </Text>
            )}
            <Button type="submit" loading={byToken.isPending || byCode.isPending}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
      <Text size="sm" c="dimmed" mt="md">
        The token stays in this tab, and is forgotten when you close it.
      </Text>
    </Container>
  );
}
