package io.cacheaside.event;

import java.util.ArrayList;
import java.util.List;

import io.cacheaside.annotation.InvalidatesCache;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * One template of an annotation, not yet compiled.
 *
 * @param eventType the type of event it is for
 * @param declaredOn the type that bears the annotation
 * @param isTag whether it is a tag, and no key or pattern
 * @param source its text
 * @param isSoft whether values stay until they are loaded anew
 */
record EventTemplate(Class<?> eventType, @Nullable Object declaredOn, boolean isTag, String source, boolean isSoft) {

	/**
	 * The templates of all annotations of a type, of its superclasses and of its
	 * interfaces. An annotation without any gives a blank one.
	 */
	static List<EventTemplate> of(Class<?> eventType) {
		List<EventTemplate> templates = new ArrayList<>();
		MergedAnnotations.from(eventType, SearchStrategy.TYPE_HIERARCHY)
			.stream(InvalidatesCache.class)
			.forEach((annotation) -> add(eventType, annotation, templates));
		return templates;
	}

	private static void add(Class<?> eventType, MergedAnnotation<InvalidatesCache> annotation,
			List<EventTemplate> templates) {
		String[] keys = annotation.getStringArray("value");
		String[] tags = annotation.getStringArray("tags");
		boolean soft = annotation.getBoolean("soft");
		for (String source : (keys.length + tags.length > 0) ? keys : new String[] { "" }) {
			templates.add(new EventTemplate(eventType, annotation.getSource(), false, source, soft));
		}
		for (String source : tags) {
			templates.add(new EventTemplate(eventType, annotation.getSource(), true, source, soft));
		}
	}

	/** Where it stands, for messages. */
	String where() {
		String on = (this.declaredOn instanceof Class<?> type) ? type.getName() : this.eventType.getName();
		String seenFrom = on.equals(this.eventType.getName()) ? "" : " for event type " + this.eventType.getName();
		return "attribute '" + (this.isTag ? "tags" : "value") + "' of @InvalidatesCache on " + on + seenFrom;
	}

}
