-- MySQL and MariaDB.
create table if not exists cacheaside_outbox (
	id bigint not null auto_increment primary key,
	targets mediumtext not null,
	created_at timestamp(3) not null default current_timestamp(3)
);
