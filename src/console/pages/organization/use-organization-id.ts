import { useLocation, useParams } from 'react-router';

/** The organization's id in the address. React Router's own parameter has a slash where an id has the text `%2F`. */
export function useOrganizationId(): string {
  const { pathname } = useLocation();
  const { id = '' } = useParams();
  try {
    return decodeURIComponent(pathname.replace(/\/+$/, '').split('/').at(-1) ?? id);
  } catch {
    return id; // an address that was typed, with a percent sign of its own
  }
}
