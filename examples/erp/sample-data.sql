-- Sample data for each of the first ten organizations, written once.
-- The first one is a holding, with the next two as its subsidiaries.

INSERT INTO erp_subsidiaries (parent_id, org_id)
SELECT first_value(id) OVER (ORDER BY id), id FROM (SELECT id FROM organizations ORDER BY id LIMIT 3) AS o
ORDER BY id OFFSET 1
ON CONFLICT DO NOTHING;

CREATE TEMPORARY TABLE erp_new AS
SELECT id AS org_id, name AS organization FROM organizations o
WHERE NOT EXISTS (SELECT 1 FROM erp_notes n WHERE n.org_id = o.id)
ORDER BY id LIMIT greatest(0, 10 - (SELECT count(DISTINCT org_id) FROM erp_notes));

INSERT INTO erp_notes (org_id, title, extracted_text)
SELECT org_id, 'Welcome, ' || organization, 'Thank you for choosing us.' FROM erp_new;

INSERT INTO erp_leads (org_id, contact, company, value, score)
SELECT org_id, contact, company, value, score FROM erp_new, (VALUES
  ('Ada Byron', 'Analytical Engines', 48000, 81),
  ('Grace Murray', 'Compiler Works', 23500, 64),
  ('Emmy Noether', 'Symmetry Partners', 91200, 37)) AS leads (contact, company, value, score);

INSERT INTO erp_quotations (org_id, title, amount, extracted_text)
SELECT org_id, title, amount, extracted_text FROM erp_new, (VALUES
  ('Offer for Analytical Engines', 48000, 'twelve mills, assembled'),
  ('Offer for Compiler Works', 21900, NULL)) AS quotations (title, amount, extracted_text);

INSERT INTO erp_stock_items (org_id, sku, name, quantity, unit_cost)
SELECT org_id, sku, name, quantity, unit_cost FROM erp_new, (VALUES
  ('GEAR-40', 'Gear, 40 teeth', 310, 4.2),
  ('AXLE-9', 'Axle, 9 mm', 85, 11.75)) AS items (sku, name, quantity, unit_cost);

INSERT INTO erp_payslips (org_id, title, employee, net_pay, extracted_text)
SELECT org_id, title, employee, net_pay, extracted_text FROM erp_new, (VALUES
  ('October', 'Charles Weld', 3120.5, 'net 3,120.50'),
  ('October', 'Mary Somerville', 3894, NULL)) AS payslips (title, employee, net_pay, extracted_text);

DROP TABLE erp_new;
