-- The ERP's own tables. Their schema is named, because the first one of Portcullis' sessions is its own.
-- `org_id` is the id of the organization that a row belongs to.

CREATE TABLE IF NOT EXISTS public.erp_subsidiaries (
  org_id integer PRIMARY KEY,
  parent_id integer NOT NULL
);
CREATE INDEX IF NOT EXISTS erp_subsidiaries_parent ON public.erp_subsidiaries (parent_id);

CREATE TABLE IF NOT EXISTS public.erp_notes (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id integer NOT NULL,
  title text NOT NULL,
  extracted_text text
);
CREATE INDEX IF NOT EXISTS erp_notes_org ON public.erp_notes (org_id, id);

CREATE TABLE IF NOT EXISTS public.erp_leads (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id integer NOT NULL,
  contact text NOT NULL,
  company text NOT NULL,
  value double precision NOT NULL,
  score integer
);
CREATE INDEX IF NOT EXISTS erp_leads_org ON public.erp_leads (org_id, id);

CREATE TABLE IF NOT EXISTS public.erp_quotations (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id integer NOT NULL,
  title text NOT NULL,
  amount double precision NOT NULL,
  extracted_text text
);
CREATE INDEX IF NOT EXISTS erp_quotations_org ON public.erp_quotations (org_id, id);

CREATE TABLE IF NOT EXISTS public.erp_stock_items (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id integer NOT NULL,
  sku text NOT NULL,
  name text NOT NULL,
  quantity integer NOT NULL,
  unit_cost double precision NOT NULL,
  UNIQUE (org_id, sku)
);

CREATE TABLE IF NOT EXISTS public.erp_payslips (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id integer NOT NULL,
  title text NOT NULL,
  employee text NOT NULL,
  net_pay double precision NOT NULL,
  extracted_text text,
  released boolean NOT NULL DEFAULT false
);
CREATE INDEX IF NOT EXISTS erp_payslips_org ON public.erp_payslips (org_id, id);
