import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { RouterProvider } from 'react-router';
import { useSession } from '../api/session';
import { queryClient } from '../api/use-operation';
import { ConnectionBanner } from './connection-banner';
import { router } from './router';
import { SignIn } from './sign-in';
import { readableColors, theme } from './theme';

/** The console: the sign-in page, or, with a session, the page that the address names. */
export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={readableColors} defaultColorScheme="auto">
      <Notifications position="top-right" />
      <QueryClientProvider client={queryClient}>
        <ConnectionBanner />
        <Gate />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Gate() {
  const { session, notice } = useSession();
  const signedIn = session !== null;
  // The answers for one user are not for the next one.
  useEffect(() => () => queryClient.clear(), [signedIn]);
  return signedIn ? <RouterProvider router={router} /> : <SignIn notice={notice} />;
}
