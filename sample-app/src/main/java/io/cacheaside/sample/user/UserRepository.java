package io.cacheaside.sample.user;

import java.util.Optional;

import org.springframework.data.repository.Repository;

interface UserRepository extends Repository<UserEntity, String> {

	Optional<UserEntity> findById(String id);

}
