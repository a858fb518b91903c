package io.cacheaside.event;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

import io.cacheaside.annotation.InvalidatesCache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * Finds the event types of an application that bear {@link InvalidatesCache}, or
 * implement an interface that does, by reading class files: classes, records, interfaces
 * and enums, top-level or static nested. Not for use by many threads at once.
 */
public final class InvalidatesCacheScanner {

	private static final Logger logger = LoggerFactory.getLogger(InvalidatesCacheScanner.class);

	private final ResourceLoader resources;

	private final AnyType provider;

	/**
	 * Creates the scanner.
	 * @param resources where class files are read and classes are loaded from
	 */
	public InvalidatesCacheScanner(ResourceLoader resources) {
		this.resources = resources;
		this.provider = new AnyType();
		this.provider.setResourceLoader(resources);
		this.provider.addIncludeFilter(new AnnotationTypeFilter(InvalidatesCache.class, true, true));
		this.provider.addIncludeFilter(new AnnotationTypeFilter(InvalidatesCache.List.class, true, true));
	}

	/**
	 * Scans packages.
	 * @param basePackages the packages, those below them included
	 * @return the types found; one that cannot be loaded is left out, since no event of
	 * it can be published either
	 */
	public Set<Class<?>> scan(Collection<String> basePackages) {
		Set<Class<?>> found = new LinkedHashSet<>();
		for (String basePackage : basePackages) {
			for (BeanDefinition candidate : this.provider.findCandidateComponents(basePackage)) {
				load(String.valueOf(candidate.getBeanClassName()), found);
			}
		}
		return found;
	}

	private void load(String className, Set<Class<?>> into) {
		try {
			into.add(ClassUtils.forName(className, this.resources.getClassLoader()));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			logger.debug("Event type {} cannot be loaded", className, ex);
		}
	}

	private static final class AnyType extends ClassPathScanningCandidateComponentProvider {

		AnyType() {
			super(false);
		}

		/** Components have to be concrete, event types need not. */
		@Override
		protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
			return definition.getMetadata().isIndependent();
		}

	}

}
