-- Runs once, after the marketplace was made up: filling indexed tables takes twice as long.
create index if not exists agent_by_organization on agent (org_id, name, id);
create index if not exists agent_by_installs on agent (installs desc, id);
create index if not exists agent_by_category on agent (category, installs desc, id);
