import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PackageItem } from '../domain/package/package';

/** One version of a package, as it was published. It never changes. */
@Entity('package_versions')
export class PackageVersionEntity {
  @PrimaryColumn('text', { name: 'package_key' })
  key!: string;

  @PrimaryColumn('integer')
  version!: number;

  @Column('text', { name: 'display_name' })
  displayName!: string;

  @Column('jsonb')
  items!: PackageItem[];

  /** `contentHash` of what was published. */
  @Column('text', { name: 'content_hash' })
  contentHash!: string;

  @Column('text', { name: 'published_by' })
  publishedBy!: string;

  @Column('text')
  reason!: string;

  @Column('timestamptz', { name: 'published_at', default: () => 'now()' })
  publishedAt!: Date;
}
