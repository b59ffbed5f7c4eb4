import { Column, Entity, PrimaryGeneratedColumn, UpdateDateColumn } from 'typeorm';

@Entity('submodules')
export class SubmoduleEntity {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('integer', { name: 'module_id' })
  moduleId!: number;

  @Column('text', { name: 'submodule_key' })
  key!: string;

  @Column('text', { name: 'display_name' })
  displayName!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { name: 'menu_path', nullable: true })
  menuPath!: string | null;

  @Column('text', { name: 'permission_key', nullable: true })
  permissionKey!: string | null;

  @Column('integer', { name: 'sort_order' })
  sortOrder!: number;

  @Column('boolean', { name: 'is_active' })
  isActive!: boolean;

  @UpdateDateColumn({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
