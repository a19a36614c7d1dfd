-- Attributes may be lists and objects.
ALTER TABLE lead_attributes DROP CONSTRAINT lead_attributes_type_check;
ALTER TABLE lead_attributes ADD CHECK (type IN ('text', 'number', 'boolean', 'date', 'list', 'object'));
ALTER TABLE attribute_definitions DROP CONSTRAINT attribute_definitions_type_check;
ALTER TABLE attribute_definitions ADD CHECK (type IN ('text', 'number', 'boolean', 'date', 'list', 'object'));
