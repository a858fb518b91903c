-- Runs at each start, on H2 as on PostgreSQL.
create table if not exists organization (
    id         varchar(20)              not null primary key,
    name       varchar(100)             not null,
    plan       varchar(20)              not null,
    created_at timestamp with time zone not null
);

create table if not exists app_user (
    id     varchar(20)  not null primary key,
    name   varchar(100) not null,
    email  varchar(200) not null,
    org_id varchar(20)  not null
);

create table if not exists user_permission (
    user_id    varchar(20) not null,
    permission varchar(50) not null,
    primary key (user_id, permission)
);

create table if not exists agent (
    id          varchar(20)              not null primary key,
    org_id      varchar(20)              not null,
    name        varchar(100)             not null,
    description varchar(1000)            not null,
    category    varchar(30)              not null,
    published   boolean                  not null,
    installs    bigint                   not null,
    updated_at  timestamp with time zone not null,
    version     bigint                   not null
);

create table if not exists agent_configuration (
    agent_id     varchar(20)      not null primary key,
    model        varchar(60)      not null,
    temperature  double precision not null,
    max_tokens   integer          not null,
    instructions varchar(2000)    not null
);

-- One row, written last: without it the marketplace was only half made up.
create table if not exists marketplace_seed (
    seed   bigint  not null,
    agents integer not null
);
