import type { ResponsePath } from 'graphql';

/** What is known about the object at one place of a response. */
export interface Place {
  /** The organization that the field brought; null for none, undefined if it brought none. */
  brought: string | null | undefined;
  /** What the hook returned for the object; null until it was called. */
  hooked: { readonly organizationId: string | null | undefined } | null;
  children: Map<string | number, Place> | null;
}

/**
 * The places of a response at which organizations are known, found by the keys of their paths: some executors make new
 * path objects for each call, so that the identity of a path says nothing.
 */
export class Places {
  private readonly root = emptyPlace();

  /** The place at a path; made if it is not there yet. */
  at(path: ResponsePath | undefined): Place {
    if (!path) return this.root;
    const outer = this.at(path.prev);
    const children = (outer.children ??= new Map<string | number, Place>());
    let place = children.get(path.key);
    if (!place) {
      place = emptyPlace();
      children.set(path.key, place);
    }
    return place;
  }

  /** The organization of the nearest place at or above a path that brought one; undefined if none did. */
  nearest(path: ResponsePath | undefined): string | null | undefined {
    const found = this.descend(path);
    return found.brought;
  }

  private descend(path: ResponsePath | undefined): {
    readonly place: Place | undefined;
    readonly brought: string | null | undefined;
  } {
    if (!path) return { place: this.root, brought: undefined };
    const outer = this.descend(path.prev);
    const place = outer.place?.children?.get(path.key);
    return { place, brought: place?.brought === undefined ? outer.brought : place.brought };
  }
}

function emptyPlace(): Place {
  return { brought: undefined, hooked: null, children: null };
}
