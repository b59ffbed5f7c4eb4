import { Button, PasswordInput, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';

interface TokenFormProps {
  readonly description: ReactNode;
  /** Whether it is the only way to sign in. */
  readonly only: boolean;
  readonly pending: boolean;
  readonly onToken: (token: string) => void;
}

/** Accepts a pasted token, with or without `Bearer`. */
export function TokenForm({ description, only, pending, onToken }: TokenFormProps) {
  const [token, setToken] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onToken(token.trim().replace(/^Bearer +/i, ''));
      }}
    >
      <Stack>
        <PasswordInput
          label="Token"
          description={description}
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          autoComplete="off"
          required
          withAsterisk={false}
          autoFocus={only}
        />
        <Button type="submit" variant={only ? 'filled' : 'default'} loading={pending}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
