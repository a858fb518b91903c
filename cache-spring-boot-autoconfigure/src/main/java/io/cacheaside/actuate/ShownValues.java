package io.cacheaside.actuate;

import java.util.List;
import java.util.Set;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;

/**
 * Who is shown the values of entries.
 *
 * @param show when they are shown
 * @param roles the roles that are authorized to see them; if there are none, whoever is
 * authenticated
 * @param sanitizing hides parts of what is shown
 */
public record ShownValues(Show show, Set<String> roles, List<SanitizingFunction> sanitizing) {

	/**
	 * Keeps copies.
	 */
	public ShownValues {
		roles = Set.copyOf(roles);
		sanitizing = List.copyOf(sanitizing);
	}

	/** Where nobody is told apart, whoever gets there is authorized. */
	PayloadView toOperators() {
		return PayloadView.of(this.sanitizing, this.show.isShown(true));
	}

	PayloadView to(SecurityContext security) {
		return PayloadView.of(this.sanitizing, this.show.isShown(security, this.roles));
	}

}
