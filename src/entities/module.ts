import { Column, Entity, PrimaryGeneratedColumn, UpdateDateColumn } from 'typeorm';
import type { ModulePolicy } from '../domain/taxonomy/taxonomy';

@Entity('modules')
export class ModuleEntity {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text', { name: 'module_key' })
  key!: string;

  @Column('text', { name: 'display_name' })
  displayName!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { nullable: true })
  icon!: string | null;

  @Column('text')
  policy!: ModulePolicy;

  @Column('integer', { name: 'sort_order' })
  sortOrder!: number;

  @Column('boolean', { name: 'is_active' })
  isActive!: boolean;

  @UpdateDateColumn({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
