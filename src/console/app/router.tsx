import './arrival'; // first: it removes the sign-in code from the address before the router reads it
import { createBrowserRouter } from 'react-router';
import { LoadingState } from '../components/loading-state';
import { Home } from './home';
import { NeedsRight } from './needs-right';
import { NotFound } from './not-found';
import { PageError } from './page-error';
import { pages } from './pages';
import { Shell } from './shell';

export const router = createBrowserRouter(
  [
    {
      element: <Shell />,
      errorElement: <PageError />,
      hydrateFallbackElement: <LoadingState />,
      children: [
        { index: true, element: <Home />, errorElement: <PageError /> },
        ...pages.map(({ path, right, load }) => ({
          path,
          lazy: async () => {
            const { Component } = await load();
            return {
              element: (
                <NeedsRight right={right}>
                  <Component />
                </NeedsRight>
              ),
            };
          },
          errorElement: <PageError />,
        })),
        { path: '*', element: <NotFound /> },
      ],
    },
  ],
  { basename: '/console' },
);
