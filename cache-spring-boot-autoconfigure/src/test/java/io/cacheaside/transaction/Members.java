package io.cacheaside.transaction;

import org.springframework.data.repository.CrudRepository;

/** The members. */
interface Members extends CrudRepository<Member, String> {

}
