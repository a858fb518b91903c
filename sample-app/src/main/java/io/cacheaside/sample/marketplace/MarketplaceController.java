package io.cacheaside.sample.marketplace;

import java.util.List;

import io.cacheaside.sample.ResultPage;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api")
class MarketplaceController {

	private final MarketplaceService marketplace;

	MarketplaceController(MarketplaceService marketplace) {
		this.marketplace = marketplace;
	}

	@GetMapping("/listings")
	ResultPage<Listing> listings(
			@RequestParam(defaultValue = ListingQueries.ALL) @Pattern(regexp = "[a-z]{2,30}") String category,
			@RequestParam(defaultValue = "0") @Min(0) @Max(10_000) int page,
			@RequestParam(defaultValue = "20") @Min(1) @Max(ResultPage.MAX_SIZE) int size) {
		return this.marketplace.listings(category, page, size);
	}

	@GetMapping("/categories")
	List<Category> categories() {
		return this.marketplace.categories();
	}

}
