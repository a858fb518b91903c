package io.cacheaside.http;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.context.request.async.WebAsyncManager;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.filter.OncePerRequestFilter;

import io.cacheaside.engine.LoadStart;
import io.cacheaside.engine.SessionScope;

/**
 * Notes what is known when a request begins, for applications that open a session with
 * their source for the whole of it ({@code spring.jpa.open-in-view}). Has to come before
 * whatever opens the session. Safe for use by many threads.
 * <ol>
 * <li>The request's first thread works in a session that began with the request.</li>
 * <li>So does the thread that a handler's {@link Callable} runs on, and every later
 * dispatch of the same request: the same session is bound to them again. What began the
 * request is kept with it.</li>
 * <li>Threads of the application, such as those behind a {@code DeferredResult}, have no
 * session.</li>
 * </ol>
 */
public final class SessionStartFilter extends OncePerRequestFilter {

	private static final String STARTED = SessionStartFilter.class.getName() + ".STARTED";

	private final SessionScope sessions;

	/**
	 * Creates the filter.
	 * @param sessions is told of the sessions
	 */
	public SessionStartFilter(SessionScope sessions) {
		this.sessions = sessions;
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		SessionScope.Attachment attachment = this.sessions.attach(started(request).known());
		try {
			chain.doFilter(request, response);
		}
		finally {
			attachment.detach();
		}
	}

	private Started started(HttpServletRequest request) {
		if (request.getAttribute(STARTED) instanceof Started before) {
			return before;
		}
		Started started = new Started(this.sessions.capture());
		request.setAttribute(STARTED, started);
		WebAsyncManager async = WebAsyncUtils.getAsyncManager(request);
		async.registerCallableInterceptor(STARTED, new CallableAttachment(this.sessions, started));
		return started;
	}

	/** What was known when a request began. */
	private record Started(@Nullable LoadStart known) {
	}

	/**
	 * For the thread of one request's {@link Callable}, of which there is one at a time.
	 */
	private static final class CallableAttachment implements CallableProcessingInterceptor {

		private final SessionScope sessions;

		private final Started started;

		private final ConcurrentMap<Thread, SessionScope.Attachment> attachments = new ConcurrentHashMap<>();

		CallableAttachment(SessionScope sessions, Started started) {
			this.sessions = sessions;
			this.started = started;
		}

		@Override
		public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
			this.attachments.put(Thread.currentThread(), this.sessions.attach(this.started.known()));
		}

		@Override
		public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object concurrentResult) {
			SessionScope.Attachment attachment = this.attachments.remove(Thread.currentThread());
			if (attachment != null) {
				attachment.detach();
			}
		}

	}

}
